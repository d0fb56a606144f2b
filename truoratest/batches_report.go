package truoratest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/truora/truora-go/truoratest/internal/sheet"
)

func (s *Batches) requestReport(r *request, b *batch) (reply, error) {
	format := r.form.Get("format")
	if format != "xlsx" && format != "csv" {
		return reply{}, invalid("invalid format")
	}
	if b.format != format || b.ready.IsZero() {
		b.format, b.ready = format, r.now.Add(s.paced(batchReportTakes))
	}
	return jsonReply(http.StatusCreated, obj{}), nil
}

// getReport answers 404, as Truora does, until the report is ready.
func (s *Batches) getReport(r *request, b *batch) (reply, error) {
	if b.ready.IsZero() || r.now.Before(b.ready) {
		return reply{}, failure(http.StatusNotFound, "Batch not found")
	}
	path := "/batch-reports/" + b.id + "." + b.format
	table := b.report(r.now)
	if b.format == "csv" {
		s.files[path] = storedFile{contentType: "text/csv", data: writeCSV(table), stored: r.now}
	} else {
		s.files[path] = storedFile{contentType: sheet.ContentType, data: sheet.Write(table), stored: r.now}
	}
	return jsonReply(http.StatusOK, obj{"batch_report_url": r.signLink(http.MethodGet, path, reportLinkLife, nil)}), nil
}

// report is the sheet with the result of each row.
//
// choice: a report is the sheet with the id, status, score and error of each row
func (b *batch) report(now time.Time) [][]string {
	head := []string{"row"}
	for _, input := range b.columns {
		if input != "" {
			head = append(head, input)
		}
	}
	table := [][]string{append(head, "check_id", "status", "score", "error")}
	for i, row := range b.rows {
		line := []string{strconv.Itoa(i + 1)}
		for column, input := range b.columns {
			if input == "" {
				continue
			}
			cell := ""
			if column < len(row.cells) {
				cell = row.cells[column]
			}
			line = append(line, cell)
		}
		id, status, score := "", "", ""
		if row.check != nil {
			v := row.check.at(now)
			id, status = v.id, v.status
			if v.final() {
				_, _, _, points := v.scores()
				score = fmt.Sprintf("%.2f", points)
			}
		}
		table = append(table, append(line, id, status, score, row.refused))
	}
	return table
}

func writeCSV(table [][]string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(table); err != nil {
		panic(err) // writing to a buffer does not fail
	}
	return out.Bytes()
}

// messageOf returns the message of a refusal.
func messageOf(err error) string {
	var said struct {
		Message string `json:"message"`
	}
	_ = json.Unmarshal(answerOf(reply{}, err).body, &said)
	return said.Message
}
