// Package spend holds tests that drive guard/spend through random sequences: its
// stores beside a model of them, and two processes that buy at once over one store,
// under faults and until they are killed.
package spend
