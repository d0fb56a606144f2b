package drift_test

import (
	"context"
	"io"
	"net/url"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/drift"
)

// Parsing the contract takes most of a second. It can be shared because it is only
// read.
var loaded = sync.OnceValues(contract.Load)

func endpoint(t *testing.T, name string) *contract.Endpoint {
	t.Helper()
	spec, err := loaded()
	require.NoError(t, err)
	e := spec.ByGo(name)
	require.NotNil(t, e)
	return e
}

func differences(t *testing.T, service any, method, operation, key string) []string {
	t.Helper()
	m, ok := reflect.TypeOf(service).MethodByName(method)
	require.True(t, ok)
	w := drift.New()
	w.Method(m, endpoint(t, operation), key)
	return w.Differences()
}

// right has the types the contract requires.
type right struct{}

type attachment struct {
	DatabaseID string `json:"database_id"`
	FileName   string `json:"file_name"`
	Link       string `json:"link"`
	MIMEType   string `json:"mime_type"`
	apitype.Raw
}

type page struct {
	StartKey string `url:"start_key,omitempty"`
}

type health struct {
	Country string       `url:"country"`
	Time    time.Time    `url:"unixTimestampSeconds,unix"`
	Offset  int          `url:"unixtimezoneOffsetSeconds"`
	Update  func(string) // not sent
}

type database struct {
	DataSets     []string `json:"data_sets"`
	ID           string   `json:"database_id"`
	Name         string   `json:"database_name"`
	HourlyStatus []hourly `json:"hourly_status"`
}

type hourly string

func (right) ListAttachments(context.Context, string, page) (*apitype.Page[attachment], error) {
	return nil, nil
}
func (right) ListDatabases(context.Context, health) ([]database, error) { return nil, nil }

func TestRightTypesDoNotDiffer(t *testing.T) {
	t.Parallel()
	assert.Empty(t, differences(t, right{}, "ListAttachments", "checks.ListAttachments", "files"))
	assert.Empty(t, differences(t, right{}, "ListDatabases", "checks.ListDatabases", ""))
}

func TestKnownValuesAreGatheredByType(t *testing.T) {
	t.Parallel()
	w := drift.New()
	m, _ := reflect.TypeFor[right]().MethodByName("ListDatabases")
	w.Method(m, endpoint(t, "checks.ListDatabases"), "")
	require.Len(t, w.Places, 1)
	assert.Equal(t, "checks.ListDatabases[].hourly_status[]", w.Places[0].At)
	assert.Equal(t, reflect.TypeFor[hourly](), w.Places[0].Type)
	assert.Contains(t, w.Places[0].Known, "major_outage")
	items := contract.ViewOf(endpoint(t, "checks.ListDatabases").Result()).Items
	status := contract.ViewOf(items).Properties["hourly_status"]
	assert.True(t, w.Reached(status.Items.Value))
	assert.False(t, w.Reached(endpoint(t, "checks.Get").Result()))
}

// wrong has the same methods with every kind of mistake.
type wrong struct{}

type wrongAttachment struct {
	DatabaseID int    `json:"database_id"`
	File       string `json:"filename"`
	Link       []byte `json:"link"`
	MIMEType   struct {
		Text string `json:"text"`
	} `json:"mime_type"`
	Untagged string
}

type wrongPage struct {
	Start string `url:"start"`
	Limit int
}

func (wrong) ListAttachments(context.Context, wrongPage) (*apitype.Page[wrongAttachment], error) {
	return nil, nil
}

func TestEveryDifferenceIsReported(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		"checks.ListAttachments cannot send start_key: no params field has it",
		"checks.ListAttachments sends Limit: not in the contract",
		"checks.ListAttachments sends start: not in the contract",
		"checks.ListAttachments.Untagged: not in the contract (a field of drift_test.wrongAttachment)",
		"checks.ListAttachments.database_id: int in Go, string in the contract",
		"checks.ListAttachments.file_name: in the contract, but no field of drift_test.wrongAttachment",
		"checks.ListAttachments.filename: not in the contract (a field of drift_test.wrongAttachment)",
		"checks.ListAttachments.link: a list in Go ([]uint8), string in the contract",
		"checks.ListAttachments.mime_type: an object in Go (struct { Text string \"json:\\\"text\\\"\" }), string in the contract",
		"checks.ListAttachments: takes 0 path arguments, /v1/checks/{check_id}/attachments has 1",
	}, differences(t, wrong{}, "ListAttachments", "checks.ListAttachments", "files"))
	assert.Equal(t,
		[]string{`checks.ListAttachments: "next" is not a list`, `checks.ListAttachments: the items are under "files", not "next"`},
		differences(t, right{}, "ListAttachments", "checks.ListAttachments", "next"))
}

// licence has two types in the contract.
type licence struct {
	Categories []struct {
		Category   string    `json:"category"`
		Expedition time.Time `json:"expedition_date"`
		Expiration time.Time `json:"expiration_date"`
		Status     string    `json:"status"`
	} `json:"categories"`
	Status string `json:"status"`
}

type readsBoth struct{ licence }

func (r *readsBoth) UnmarshalJSON([]byte) error { return nil }

func TestWhatIsTypedTwoWaysMustReadBoth(t *testing.T) {
	t.Parallel()
	result := contract.ViewOf(endpoint(t, "checks.Get").Result())
	summary := contract.ViewOf(result.Properties["check"]).Properties["summary"]
	schema := contract.ViewOf(summary).Properties["drivers_license"]

	w := drift.New()
	w.JSON("licence", reflect.TypeFor[*licence](), schema)
	assert.Equal(t, []string{"licence: an object in Go (drift_test.licence), object or string in the contract"}, w.Differences())

	w = drift.New()
	w.JSON("licence", reflect.TypeFor[*readsBoth](), schema)
	assert.Empty(t, w.Differences())

	w = drift.New()
	w.JSON("licence", reflect.TypeFor[string](), schema)
	assert.Len(t, w.Differences(), 1)
}

type mapping map[string]int

func (mapping) EncodeValues(string, *url.Values) error { return nil }

type batch struct {
	Service        string       `url:"service"`
	Country        string       `url:"country"`
	Type           string       `url:"type"`
	ColumnsMapping mapping      `url:"columns_mapping"`
	EndDate        apitype.Date `url:"end_date"`
	Extra          string       `url:"extra"`
}

type message struct {
	Message string `json:"message"`
	apitype.Raw
}

func (right) Create(context.Context, batch) (*message, error) { return nil, nil }

type upload struct {
	ContentType string
	Size        int64
}

func (right) Upload(context.Context, string, io.Reader, upload) error { return nil }

func TestUploadsSendNoParams(t *testing.T) {
	t.Parallel()
	assert.Empty(t, differences(t, right{}, "Upload", "batches.Upload", ""))
}

func TestFormsMayHaveDynamicKeys(t *testing.T) {
	t.Parallel()
	found := differences(t, right{}, "Create", "batches.Create", "")
	assert.Contains(t, found, "batches.Create sends extra: not in the contract")
	assert.NotContains(t, found, "batches.Create sends columns_mapping: not in the contract")
	assert.NotContains(t, found, "batches.Create sends end_date: not in the contract")
	assert.Contains(t, found, "batches.Create cannot send frequency: no params field has it")
}

type settings struct {
	Validators map[string]settingsOfOne `json:",embed"`
}

type settingsOfOne struct {
	Timeout string `json:"timeout"`
}

func (right) GetConfig(context.Context) (*settings, error) { return nil, nil }

func TestCatchAllsAreHeldAgainstTheRest(t *testing.T) {
	t.Parallel()
	found := differences(t, right{}, "GetConfig", "validators.GetConfig", "")
	assert.Contains(t, found, "validators.GetConfig.*.timeout: string in Go, integer in the contract")
	assert.Contains(t, found, "validators.GetConfig.*.retry_ttl: in the contract, but no field of drift_test.settingsOfOne")
}

type switches struct {
	Methods mapping `url:"validation_method"`
}

func (right) UpdateConfig(context.Context, switches) (*message, error) { return nil, nil }

func TestDottedKeysBelongToTheirMap(t *testing.T) {
	t.Parallel()
	found := differences(t, right{}, "UpdateConfig", "validators.UpdateConfig", "")
	assert.Contains(t, found, "validators.UpdateConfig cannot send timeout: no params field has it")
	for _, difference := range found {
		assert.NotContains(t, difference, "validation_method")
	}
}

type picture struct {
	Image []byte `json:"image"`
}

func (right) EvaluateImage(context.Context, picture) (*message, error) { return nil, nil }

func TestBytesAreBase64(t *testing.T) {
	t.Parallel()
	for _, difference := range differences(t, right{}, "EvaluateImage", "validators.EvaluateImage", "") {
		assert.NotContains(t, difference, "sends.image")
	}
}

type weights map[string]float64

func (weights) EncodeValues(string, *url.Values) error { return nil }

type custom struct {
	Country string  `url:"country"`
	Weights weights `url:"dataset_"`
}

func (right) Update(context.Context, custom) (*config, error) { return nil, nil }

// config decodes both the envelope and the bare map in it.
type config struct {
	ClientID        string         `json:"client_id"`
	ConfigID        string         `json:"config_id"`
	Next            string         `json:"next"`
	ProviderConfigs map[string]any `json:"provider_configs"`
	ScoreConfigs    map[string]any `json:"score_configs"`
}

func (*config) UnmarshalJSON([]byte) error { return nil }

func TestAMapSendsTheNamesWithItsPrefix(t *testing.T) {
	t.Parallel()
	found := differences(t, right{}, "Update", "customtypes.Update", "")
	assert.Equal(t, []string{"customtypes.Update cannot send type: no params field has it"}, found)
}

func TestWhatDecodesItselfCanBeABareMap(t *testing.T) {
	t.Parallel()
	w := drift.New()
	w.JSON("left", reflect.TypeFor[*config](), endpoint(t, "customtypes.Delete").Result())
	assert.Empty(t, w.Differences())

	type plain config
	w = drift.New()
	w.JSON("left", reflect.TypeFor[*plain](), endpoint(t, "customtypes.Delete").Result())
	assert.Len(t, w.Differences(), 5)
}
