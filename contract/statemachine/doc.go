// Package statemachine holds a test that drives the SDK through random sequences of
// calls under random faults. It is a module of its own because of the library that
// generates and shrinks them.
package statemachine
