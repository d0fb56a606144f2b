// Package erasure finds what Truora holds about a person, deletes what can be deleted,
// and proves what was done and what was not.
//
// Truora cannot search its checks by person. So an interceptor keeps an [Index]: for
// each call that creates something, the HMAC of the person and the id of what was
// created. [Eraser.Plan] reads it, and the lists of Truora where it has some; the plan
// says in words what would be done. [Eraser.Execute] does it, can go on after the
// program was killed at any step, and reads each thing again. The [Proof] has numbers
// and reasons and names nobody.
//
//	eraser, err := erasure.New(erasure.Options{Key: key, Index: index})
//	client, err := truora.FromEnv(truora.WithInterceptor(eraser.Intercept))
//	plan, err := eraser.Plan(ctx, client, erasure.PlanParams{Person: person})
//	fmt.Println(plan)
//	err = eraser.Execute(ctx, client, plan, save)
//	proof, err := plan.Proof(signer)
//
// It deletes at Truora only: what you have stored yourself is yours to delete.
package erasure
