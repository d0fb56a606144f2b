// Package sandbox is Truora on a port: the fake of package truoratest for any program,
// in any language.
//
// [Run] listens; [New] makes an [http.Handler]. Each API key has an account of its own,
// which begins with the first call under it. What changes an account is written to a
// journal before it is answered, and replayed at the next start.
//
// A view of it reads [Server.Accounts] and [Account], and learns of changes from
// [Server.Subscribe].
package sandbox
