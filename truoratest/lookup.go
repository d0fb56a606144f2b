package truoratest

// with finds what a call is about before its handler runs.
func with[T any](find func(*request) (T, error), handle func(*request, T) (reply, error)) handler {
	return func(r *request) (reply, error) {
		x, err := find(r)
		if err != nil {
			return reply{}, err
		}
		return handle(r, x)
	}
}

// firstWhere returns the first item that fits, or nil.
func firstWhere[T any](items []*T, fits func(*T) bool) *T {
	for _, x := range items {
		if fits(x) {
			return x
		}
	}
	return nil
}

// orNotFound returns a 404 for nil.
func orNotFound[T any](x *T) (*T, error) {
	if x == nil {
		return nil, notFound()
	}
	return x, nil
}

// take removes and returns the first of the scripts; ok is false if there is none.
func take[T any](queue *[]T) (next T, ok bool) {
	if len(*queue) == 0 {
		return next, false
	}
	next, *queue = (*queue)[0], (*queue)[1:]
	return next, true
}
