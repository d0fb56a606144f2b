package truoratest

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// follow walks a list by its next paths and returns the ids in order.
func follow(api *caller, path, member, id string) (ids []string, pages int) {
	for path != "" {
		out := api.get(path)
		require.Equal(api.t, 200, out.status, out.text)
		assert.Equal(api.t, path, out.json["self"])
		for _, item := range list(out.json, member) {
			ids = append(ids, as[string](item[id]))
		}
		pages++
		path = as[string](out.json["next"])
	}
	return ids, pages
}

func TestPages(t *testing.T) {
	t.Parallel()
	for count, pages := range map[int]int{0: 1, 1: 1, 3: 1, 4: 2, 7: 3} {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			t.Parallel()
			srv, api := newCaller(t)
			srv.SetPageSize(3)
			var want []string
			for i := range count {
				want = append([]string{api.create(person(fmt.Sprint("100", i)))}, want...)
			}
			ids, n := follow(api, "/v1/checks", "checks", "check_id")
			assert.Equal(t, want, ids, "newest first")
			assert.Equal(t, pages, n)
		})
	}
}

func TestPagesSurviveChange(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.SetPageSize(2)
	var ids []string
	for i := range 5 {
		ids = append(ids, api.create(person(fmt.Sprint(i))))
	}
	next := as[string](api.get("/v1/checks").json["next"])
	require.Equal(t, 200, api.delete("/v1/checks/"+ids[3]).status, "the item that the cursor names is deleted")
	api.create(person("newer"))
	page := list(api.get(next).json, "checks")
	require.Len(t, page, 2)
	assert.Equal(t, ids[2], page[0]["check_id"])
}

func TestCursor(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.SetPageSize(1)
	id := api.create(person("1", "report_id", "RPT1"))
	api.create(person("2", "report_id", "RPT1"))
	api.create(person("3"))
	next := as[string](api.get("/v1/checks?report_id=RPT1").json["next"])
	assert.Contains(t, next, "%3D", "the cursor is percent-encoded")
	assert.True(t, strings.HasPrefix(next, "/v1/checks?"), "host-less: %s", next)
	last := api.get(next)
	require.Len(t, list(last.json, "checks"), 1)
	assert.Equal(t, id, list(last.json, "checks")[0]["check_id"])
	assert.NotContains(t, last.json, "next", "absent at the end, and the filter is kept")

	for i := range 20 {
		c := cursor(i, "/v1/checks"+strings.Repeat("x", i%7))
		assert.True(t, strings.HasSuffix(c, "="), c)
	}

	foreign := base64.StdEncoding.EncodeToString([]byte("1@/v1/other"))
	for _, bad := range []string{"nonsense", "%3D%3D", foreign} {
		out := api.get("/v1/checks?start_key=" + bad)
		assert.Equal(t, 400, out.status, bad)
		assert.Equal(t, "Invalid request: invalid start_key", out.message())
	}
}
