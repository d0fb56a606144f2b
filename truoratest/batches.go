package truoratest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// batchRoutes are on two hosts, for Truora documents both.
var batchRoutes = slices.Concat(batchRoutesOn(hostAccount), batchRoutesOn(hostChecks), []route{
	{hostFiles, "PUT /batch-upload-service/{client_id}/{service}/{batch_id}", rawBody, "", (*Server).uploadBatchFile},
})

func batchRoutesOn(host string) []route {
	return []route{
		{host, "POST /v1/batches", formBody, "", (*Server).createBatch},
		{host, "GET /v1/batches/{batch_id}", noBody, "", ofBatch((*Server).getBatch)},
		{host, "PUT /v1/batches/{batch_id}", formBody, "", ofBatch((*Server).stopBatch)},
		{host, startBatchOp, noBody, "", ofBatch((*Server).startBatch)},
		{host, "POST /v1/batches/{batch_id}/report", formBody, "", ofBatch((*Server).requestBatchReport)},
		{host, "GET /v1/batches/{batch_id}/report", noBody, "", ofBatch((*Server).getBatchReport)},
	}
}

const startBatchOp = "POST /v1/batches/{batch_id}/start"

type batchesState struct {
	byID map[string]*batch
}

// batch is a sheet of checks.
type batch struct {
	id, country, kind string
	columns           []string // the input of each column; "" for one that is not used
	frequency         string
	end               time.Time

	created, started, stopped time.Time
	rows                      []*batchRow // nil before the upload
	broken                    string      // why the file cannot be read

	format string // of the report that was asked for last
	ready  time.Time
}

// batchRow is a row of the sheet and what came of it.
type batchRow struct {
	cells   []string
	check   *check // nil before the start, and for one that was refused
	refused string
}

const (
	batchLinkLife    = 30 * time.Minute
	batchFileLimit   = 200 << 20
	brokenFileLasts  = 5 * time.Second
	batchReportTakes = 3 * time.Second
	reportLinkLife   = 15 * time.Minute
	rowSpacing       = 300 * time.Millisecond
)

// batchColumns are the columns of a sheet without a mapping: the fake's choice.
var batchColumns = map[string][]string{
	"company": {"tax_id", "company_name"},
	"vehicle": {"license_plate", "national_id"},
	"person":  {"national_id", "issue_date", "first_name", "last_name", "date_of_birth"},
}

var moreInputs = []string{"gender", "state_id", "region", "native_country", "custom_input", "owner_document_type", "issue_number"}

func ofBatch(handle func(*Server, *request, *batch) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		b, ok := s.batches.byID[r.args["batch_id"]]
		if !ok {
			return failure(http.StatusNotFound, "Batch not found")
		}
		return handle(s, r, b)
	}
}

func (s *Server) createBatch(r *request) reply {
	b := &batch{
		id: s.newID("BCH"), country: r.form.Get("country"), kind: r.form.Get("type"), frequency: r.form.Get("frequency"), created: r.now,
	}
	switch {
	case r.form.Get("service") != "checks":
		return invalid("invalid service")
	case !slices.Contains(countries, b.country):
		return invalid("invalid country")
	case !slices.Contains(builtInTypes, b.kind) && !s.customTypeExists(b.country, b.kind):
		return invalid("invalid type")
	case b.frequency != "" && !watchForm.MatchString(b.frequency):
		return invalid("invalid frequency")
	}
	if text := r.form.Get("end_date"); text != "" {
		var err error
		if b.end, err = time.Parse(time.DateOnly, text); err != nil {
			return invalid("end_date must be YYYY-MM-DD")
		}
	}
	if refused := b.readColumns(r.form); refused != nil {
		return *refused
	}
	if s.batches.byID == nil {
		s.batches.byID = map[string]*batch{}
	}
	s.batches.byID[b.id] = b
	link := s.signLink(r, http.MethodPut, "/batch-upload-service/"+tenant+"/checks/"+b.id, batchLinkLife,
		url.Values{"max-size": {strconv.Itoa(batchFileLimit)}, "retries": {"1"}, "token": {digest(12, b.id)}})
	named := slices.DeleteFunc(slices.Clone(b.columns), func(input string) bool { return input == "" })
	return jsonReply(http.StatusOK, obj{"batch_id": b.id, "columns": named, "file_upload_link": link})
}

// readColumns reads the columns: those of the mapping, or the usual ones.
func (b *batch) readColumns(form url.Values) *reply {
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
			return refuse("invalid columns_mapping")
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

// uploadBatchFile reads the sheet at once, so that the batch knows its size.
func (s *Server) uploadBatchFile(r *request) reply {
	out := s.upload(r)
	b, ok := s.batches.byID[r.args["batch_id"]]
	if out.status != http.StatusOK || !ok {
		return out
	}
	b.rows = []*batchRow{}
	sheet, err := readSheet(r.body)
	if err != nil {
		b.broken = "the file is not a spreadsheet"
		return out
	}
	if len(sheet) > 0 && b.isHeader(sheet[0]) {
		sheet = sheet[1:]
	}
	for _, cells := range sheet {
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			b.rows = append(b.rows, &batchRow{cells: cells})
		}
	}
	return out
}

// isHeader tells a row of column names: whether sheets have one is not documented, so both are taken.
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

func (s *Server) batchReply(r *request, b *batch) reply {
	out := obj{
		"batch_id": b.id, "service": "checks", "size": len(b.rows), "status": b.status(r.now, s.paced),
		"creation_date": b.created.In(time.FixedZone("", -5*3600)).Format("2006-01-02T15:04:05.00-07:00"),
	}
	if out["status"] == "failed" {
		out["failure_reason"] = b.broken
	}
	return jsonReply(http.StatusOK, out)
}

func (s *Server) getBatch(r *request, b *batch) reply { return s.batchReply(r, b) }

// stopBatch leaves the checks that have begun alone.
func (s *Server) stopBatch(r *request, b *batch) reply {
	if status := b.status(r.now, s.paced); status != "not_started" && status != "in_progress" {
		return invalid("the batch is %s", status)
	}
	b.stopped = r.now
	return s.batchReply(r, b)
}

// startBatch buys a check for each row. A second start of a batch that runs buys them again: Truora does not say that
// it would not, and this is the dearer case.
func (s *Server) startBatch(r *request, b *batch) reply {
	switch status := b.status(r.now, s.paced); {
	case status != "not_started" && status != "in_progress":
		return invalid("the batch is %s", status)
	case b.rows == nil:
		return failure(http.StatusNotFound, "Batch File not found")
	}
	b.started = r.now
	for i, row := range b.rows {
		s.startRow(r.now, b, row, s.paced(time.Duration(i)*rowSpacing))
	}
	return messageOnly(http.StatusOK, "batch started successfully")
}

// startRow begins the check of a row after those above it.
func (s *Server) startRow(now time.Time, b *batch, row *batchRow, after time.Duration) {
	input := url.Values{"country": {b.country}, "type": {b.kind}, "user_authorized": {"true"}}
	for i, cell := range row.cells {
		if i < len(b.columns) && b.columns[i] != "" && strings.TrimSpace(cell) != "" {
			input.Set(b.columns[i], strings.TrimSpace(cell))
		}
	}
	if refused := s.checkInput(&request{form: input, head: http.Header{}}); refused != nil {
		row.refused = messageOf(*refused)
		return
	}
	row.check = s.addCheck(now, input, http.Header{}, s.checks.latest(sameKey(input)), func(script *CheckScript) {
		behind := time.Duration(float64(after) * s.pace) // plan divides by the pace again
		script.Queued = cmp.Or(script.Queued, usualQueue) + behind
		script.Duration = cmp.Or(script.Duration, usualDuration) + behind
	})
	s.charge(now, startBatchOp, row.check.id, "check")
	if b.frequency != "" {
		s.repeat(row.check, b.frequency, b.end, now)
	}
}
