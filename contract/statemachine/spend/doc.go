// Package spend holds tests that drive guard/spend through random sequences: its stores
// compared with a model, and two processes that buy at the same time over one store,
// under faults and until they are killed.
package spend
