package apitype

// Notifier notifies a wait that something happened to a resource, so that it
// reads the state at once instead of after its next pause. A notification is a
// hint: the wait reads the state itself, and keeps polling slowly in case none
// arrives. webhooks.Hub is a Notifier. Implementations must be safe for
// concurrent use.
type Notifier interface {
	// Notify returns a channel that receives a value after each event about the
	// resource with the given id, and a function that ends the subscription.
	Notify(id string) (events <-chan struct{}, stop func())
}
