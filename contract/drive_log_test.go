package contract_test

import (
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/truora/truora-go/contract"
)

// driveLog records which facts of the contract the rows drive, for cmd/fidelity.
type driveLog struct {
	mu    sync.Mutex
	facts *contract.Facts
}

// add records an exchange; the endpoint may be nil. A request that is only sent to be
// refused drives nothing.
func (l *driveLog) add(e *contract.Endpoint, spec *contract.Spec, x exchange) {
	if e == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if x.status != http.StatusBadRequest {
		_, args := spec.Find(x.request.Method, x.request.URL.Host, x.request.URL.EscapedPath())
		l.facts.SeeRequest(e, x.request, args, x.requestBody)
	}
	l.facts.SeeAnswer(e, x.status, x.header, x.responseBody)
}

// write writes one name per line to file, if it is set.
func (l *driveLog) write(file string) error {
	if file == "" {
		return nil
	}
	return os.WriteFile(file, []byte(strings.Join(l.facts.SeenNames(), "\n")+"\n"), 0o600)
}
