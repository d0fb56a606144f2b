package truoratest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/truora/truora-go/truoratest/internal/sheet"
)

// routes are on two hosts, because Truora documents both.
func (s *Batches) routes() []route {
	return slices.Concat(s.routesOn(hostAccount), s.routesOn(hostChecks), []route{
		{hostFiles, "PUT /batch-upload-service/{client_id}/{service}/{batch_id}", rawBody, "", s.upload},
	})
}

func (s *Batches) routesOn(host string) []route {
	return []route{
		{host, "POST /v1/batches", formBody, "", s.create},
		{host, "GET /v1/batches/{batch_id}", noBody, "", with(s.batch, s.get)},
		{host, "PUT /v1/batches/{batch_id}", formBody, "", with(s.batch, s.stop)},
		{host, startBatchOp, noBody, "", with(s.batch, s.start)},
		{host, "POST /v1/batches/{batch_id}/report", formBody, "", with(s.batch, s.requestReport)},
		{host, "GET /v1/batches/{batch_id}/report", noBody, "", with(s.batch, s.getReport)},
	}
}

const startBatchOp = "POST /v1/batches/{batch_id}/start"

// Batches are the batches of a [Server]. They have no levers; [Sheet] makes their
// files.
type Batches struct {
	*core
	checks      *Checks
	customTypes *CustomTypes
	continuous  *Continuous
	storage     *storage

	byID   map[string]*batch
	oldest []*batch // in order of creation
}

func newBatches(c *core) *Batches {
	return &Batches{core: c, byID: map[string]*batch{}}
}

// batch is a sheet of checks.
type batch struct {
	id, country, kind string
	columns           []string // the input of each column; "" for an unused column
	frequency         string
	end               time.Time

	created, started, stopped time.Time
	rows                      []*batchRow // nil before the upload
	broken                    string      // why the file cannot be read

	format string // of the report requested last
	ready  time.Time
}

// batchRow is a row of the sheet, with its check.
type batchRow struct {
	cells   []string
	check   *check // nil before the start, and if it was refused
	refused string
}

// choice: checks of a batch begin 0.3 s apart, and a report takes 3 s
const (
	batchLinkLife    = 30 * time.Minute
	batchFileLimit   = 200 << 20
	brokenFileLasts  = 5 * time.Second
	batchReportTakes = 3 * time.Second
	reportLinkLife   = 15 * time.Minute
	rowSpacing       = 300 * time.Millisecond
)

// batchColumns are the columns of a sheet without a mapping.
//
// choice: a sheet without a mapping has the same columns for every batch of its type
var batchColumns = map[string][]string{
	"company": {"tax_id", "company_name"},
	"vehicle": {"license_plate", "national_id"},
	"person":  {"national_id", "issue_date", "first_name", "last_name", "date_of_birth"},
}

var moreInputs = []string{"gender", "state_id", "region", "native_country", "custom_input", "owner_document_type", "issue_number"}

func (s *Batches) batch(r *request) (*batch, error) {
	b, ok := s.byID[r.args["batch_id"]]
	if !ok {
		return nil, failure(http.StatusNotFound, "Batch not found")
	}
	return b, nil
}

func (s *Batches) create(r *request) (reply, error) {
	b := &batch{
		id: s.newID("BCH"), country: r.form.Get("country"), kind: r.form.Get("type"), frequency: r.form.Get("frequency"), created: r.now,
	}
	switch {
	case r.form.Get("service") != "checks":
		return reply{}, invalid("invalid service")
	case !slices.Contains(countries, b.country):
		return reply{}, invalid("invalid country")
	case !slices.Contains(builtInTypes, b.kind) && !s.customTypes.exists(b.country, b.kind):
		return reply{}, invalid("invalid type")
	case b.frequency != "" && !watchForm.MatchString(b.frequency):
		return reply{}, invalid("invalid frequency")
	}
	if text := r.form.Get("end_date"); text != "" {
		var err error
		if b.end, err = time.Parse(time.DateOnly, text); err != nil {
			return reply{}, invalid("end_date must be YYYY-MM-DD")
		}
	}
	if err := b.readColumns(r.form); err != nil {
		return reply{}, err
	}
	s.byID[b.id] = b
	s.oldest = append(s.oldest, b)
	link := r.signLink(http.MethodPut, "/batch-upload-service/"+tenant+"/checks/"+b.id, batchLinkLife,
		url.Values{"max-size": {strconv.Itoa(batchFileLimit)}, "retries": {"1"}, "token": {digest(12, b.id)}})
	named := slices.DeleteFunc(slices.Clone(b.columns), func(input string) bool { return input == "" })
	return jsonReply(http.StatusOK, obj{"batch_id": b.id, "columns": named, "file_upload_link": link}), nil
}

// readColumns reads the columns of the mapping, or returns the usual ones.
func (b *batch) readColumns(form url.Values) error {
	b.columns = batchColumns[cmp.Or(b.kind, "person")]
	if b.columns == nil {
		b.columns = batchColumns["person"]
	}
	mapped := map[int]string{}
	for field, values := range form {
		input, ok := strings.CutPrefix(field, "columns_mapping.")
		if !ok {
			continue
		}
		column, err := strconv.Atoi(values[0])
		if err != nil || column < 0 || column > 1000 || mapped[column] != "" ||
			!slices.Contains(slices.Concat(identifiers, dateInputs, moreInputs), input) {
			return invalid("invalid columns_mapping")
		}
		mapped[column] = input
	}
	if len(mapped) > 0 {
		b.columns = nil
	}
	for column, input := range mapped {
		for len(b.columns) <= column {
			b.columns = append(b.columns, "")
		}
		b.columns[column] = input
	}
	return nil
}

// upload reads the sheet at once, so that the batch knows its size.
func (s *Batches) upload(r *request) (reply, error) {
	out, err := s.storage.upload(r)
	b, ok := s.byID[r.args["batch_id"]]
	if err != nil || !ok {
		return out, err
	}
	b.rows = []*batchRow{}
	table, broken := sheet.Read(r.body)
	if broken != nil {
		b.broken = "the file is not a spreadsheet"
	}
	if len(table) > 0 && b.isHeader(table[0]) {
		table = table[1:]
	}
	for _, cells := range table {
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			b.rows = append(b.rows, &batchRow{cells: cells})
		}
	}
	return out, nil
}

// isHeader tells whether a row holds column names.
//
// choice: a sheet may begin with a row of column names
func (b *batch) isHeader(cells []string) bool {
	for i, cell := range cells {
		name := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(cell)), " ", "_")
		if i < len(b.columns) && name != "" && name == b.columns[i] {
			return true
		}
	}
	return false
}

func (b *batch) status(now time.Time, pace func(time.Duration) time.Duration) string {
	switch {
	case !b.stopped.IsZero():
		return "stopped"
	case b.started.IsZero():
		return "not_started"
	case b.broken != "":
		if now.Before(b.started.Add(pace(brokenFileLasts))) {
			return "in_progress"
		}
		return "failed"
	}
	for _, row := range b.rows {
		if row.check != nil && !row.check.at(now).final() {
			return "in_progress"
		}
	}
	return "completed"
}

func (s *Batches) answer(r *request, b *batch) reply {
	out := obj{
		"batch_id": b.id, "service": "checks", "size": len(b.rows), "status": b.status(r.now, s.paced),
		"creation_date": b.created.In(time.FixedZone("", -5*3600)).Format("2006-01-02T15:04:05.00-07:00"),
	}
	if out["status"] == "failed" {
		out["failure_reason"] = b.broken
	}
	return jsonReply(http.StatusOK, out)
}

func (s *Batches) get(r *request, b *batch) (reply, error) { return s.answer(r, b), nil }

// stop does not affect checks that have begun.
func (s *Batches) stop(r *request, b *batch) (reply, error) {
	if status := b.status(r.now, s.paced); status != "not_started" && status != "in_progress" {
		return reply{}, invalid("the batch is %s", status)
	}
	b.stopped = r.now
	return s.answer(r, b), nil
}

// start buys a check for each row.
//
// choice: a second start of a batch that runs buys its checks again
func (s *Batches) start(r *request, b *batch) (reply, error) {
	switch status := b.status(r.now, s.paced); {
	case status != "not_started" && status != "in_progress":
		return reply{}, invalid("the batch is %s", status)
	case b.rows == nil:
		return reply{}, failure(http.StatusNotFound, "Batch File not found")
	}
	b.started = r.now
	for i, row := range b.rows {
		s.startRow(r.now, b, row, s.paced(time.Duration(i)*rowSpacing))
	}
	return messageOnly(http.StatusOK, "batch started successfully"), nil
}

// startRow begins the check of a row after those above it.
func (s *Batches) startRow(now time.Time, b *batch, row *batchRow, after time.Duration) {
	input := url.Values{"country": {b.country}, "type": {b.kind}, "user_authorized": {"true"}}
	for i, cell := range row.cells {
		if i < len(b.columns) && b.columns[i] != "" && strings.TrimSpace(cell) != "" {
			input.Set(b.columns[i], strings.TrimSpace(cell))
		}
	}
	if err := s.checks.validate(&request{form: input, head: http.Header{}}); err != nil {
		row.refused = messageOf(err)
		return
	}
	row.check = s.checks.add(now, input, http.Header{}, s.checks.latest(dedupeKey(input)), func(script *CheckScript) {
		behind := time.Duration(float64(after) * s.pace) // plan divides by the pace again
		script.Queued = cmp.Or(script.Queued, usualQueue) + behind
		script.Duration = cmp.Or(script.Duration, usualDuration) + behind
	})
	s.charge(now, startBatchOp, row.check.id, "check")
	if b.frequency != "" {
		s.continuous.repeat(row.check, b.frequency, b.end, now)
	}
}

// Sheet returns a spreadsheet (.xlsx) with texts, to upload for a batch.
func Sheet(table [][]string) []byte { return sheet.Write(table) }
