package sandbox

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/truoratest"
)

// dataOfChild makes the test binary a sandbox with that directory.
const dataOfChild = "TRUORA_SANDBOX_TEST_DATA"

func TestMain(m *testing.M) {
	if dir := os.Getenv(dataOfChild); dir != "" {
		err := Run(context.Background(), Options{Addr: "127.0.0.1:0", Data: dir, Ready: func(l *Listening) { fmt.Println(l.URL) }})
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// child starts a sandbox in a process of its own.
func child(t *testing.T, dir string) (cmd *exec.Cmd, url string) {
	t.Helper()
	cmd = exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this test
	cmd.Env = append(os.Environ(), dataOfChild+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err, "the sandbox did not start")
	return cmd, strings.TrimSpace(line)
}

// Whatever was answered is there after a SIGKILL at any moment, and nothing is that
// nobody asked for.
func TestSIGKILL(t *testing.T) {
	t.Parallel()
	for range 5 { // each start reads the whole journal, so none grows for long
		killTenTimes(t)
	}
}

func killTenTimes(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	var mu sync.Mutex
	answered, sent := map[string]string{}, 0 // check id by document
	for range 10 {
		cmd, url := child(t, dir)
		enough := len(answered) + rand.IntN(15) //nolint:gosec // no secret
		ctx, stop := context.WithCancel(t.Context())
		var callers sync.WaitGroup
		for range 4 {
			callers.Go(func() {
				for ctx.Err() == nil {
					mu.Lock()
					sent++
					document := fmt.Sprint(1_000_000_000 + sent)
					mu.Unlock()
					if id := createAt(ctx, url, document); id != "" {
						mu.Lock()
						answered[document] = id
						mu.Unlock()
					}
				}
			})
		}
		require.Eventually(t, func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(answered) >= enough
		}, time.Minute, time.Millisecond, "the sandbox does not answer")
		time.Sleep(time.Duration(rand.IntN(4000)) * time.Microsecond) //nolint:gosec // no secret
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait()
		stop()
		callers.Wait()
	}
	require.Greater(t, len(answered), 10, "there was load")
	s, err := New(Options{Data: dir})
	require.NoError(t, err)
	defer s.Close()
	there := map[string]string{}
	s.Default().look(func(srv *truoratest.Server) {
		for _, charge := range srv.Billed() {
			there[charge.ID] = charge.Op
		}
	})
	for document, id := range answered {
		assert.Contains(t, there, id, document)
	}
	assert.LessOrEqual(t, len(there), sent, "each call was carried out once at most")
	t.Logf("%d answered of %d, %d there", len(answered), sent, len(there))
}

// createAt creates a check, and returns its id if that was answered.
func createAt(ctx context.Context, url, document string) string {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+checksAt+"/v1/checks", strings.NewReader(person(document).Encode()))
	if err != nil {
		return ""
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set(keyHeader, truoratest.APIKey)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	var made struct {
		Check struct {
			CheckID string `json:"check_id"`
		}
	}
	if err != nil || json.Unmarshal(text, &made) != nil {
		return ""
	}
	return made.Check.CheckID
}
