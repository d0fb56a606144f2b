package truoratest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// listDatabases returns the state of each source of a country in each hour of a local
// day, up to now.
func (s *Checks) listDatabases(r *request) (reply, error) {
	country := strings.ToUpper(r.query.Get("country"))
	at, errAt := strconv.ParseInt(r.query.Get("unixTimestampSeconds"), 10, 64)
	offset, errOffset := strconv.Atoi(r.query.Get("unixtimezoneOffsetSeconds"))
	const farthest = 18 * 3600
	switch {
	case country == "":
		return reply{}, invalid("missing country")
	case !slices.Contains(countries, country):
		return reply{}, invalid("invalid country")
	case errAt != nil || at < 0 || at > 1<<40:
		return reply{}, invalid("invalid unixTimestampSeconds")
	case errOffset != nil || offset < -farthest || offset > farthest:
		return reply{}, invalid("invalid unixtimezoneOffsetSeconds")
	}
	local := time.Unix(at, 0).In(time.FixedZone("", offset))
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location())
	out := []obj{}
	for _, db := range databasesOf(country, "") {
		states := []string{}
		for h := range 24 {
			if hour := midnight.Add(time.Duration(h) * time.Hour); !hour.After(r.now) {
				states = append(states, db.health(hour))
			}
		}
		out = append(out, obj{
			"database_id": db.id, "database_name": db.name, "data_sets": db.dataSets, "hourly_status": states,
		})
	}
	return jsonReply(http.StatusOK, out), nil
}

// health returns the state of a source in an hour. Most hours are fine.
func (db *database) health(hour time.Time) string {
	rare := []string{"degraded_performance", "partial_outage", "major_outage", "under_maintenance", "undetermined"}
	if n := pick(60, "health", db.id, strconv.FormatInt(hour.Unix(), 10)); n < len(rare) {
		return rare[n]
	}
	return "operational"
}
