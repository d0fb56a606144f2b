// Package peers measures other SDKs the way package bench measures this one. It is a
// module of its own, so that nothing else has to compile them.
package peers
