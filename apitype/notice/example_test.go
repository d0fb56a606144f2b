package notice_test

import (
	"fmt"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/notice"
)

func ExampleOf() {
	n := notice.Of(apitype.ExpiredReasonManualReview)
	fmt.Println(n.Class)
	fmt.Println(n.Text("pt-BR"))
	// Output:
	// our_fault
	// Tivemos um problema do nosso lado e não conseguimos terminar. Tente de novo mais tarde.
}
