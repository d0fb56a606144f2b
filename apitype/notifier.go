package apitype

// Notifier tells a wait that something happened to a resource, so that it can
// look at once instead of after its next pause. It is a hint: the wait reads the
// state itself, and goes on polling slowly in case no word comes. webhooks.Hub is
// a Notifier. It must be safe for concurrent use.
type Notifier interface {
	// Notify returns a channel that receives after each event about the resource
	// with the given id, and a function that gives the channel up.
	Notify(id string) (words <-chan struct{}, stop func())
}
