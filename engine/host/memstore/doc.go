// Package memstore is a host.Store and a host.Queue in memory, over any host.Clock: for the simulator, for a
// conversation in the terminal and for tests. It keeps the whole contract of a database but for living longer than the
// process. It must not know what is in a session beyond its status.
//
// A store outlives the hosts that use it, so that a crash is played by stopping one host and starting another on the
// same store. Alarms and jobs stay in the store as well: Start arms all that are left.
//
// With a clock that is moved by hand everything happens in one order: alarms and starts run one after another, by time
// and then in the order in which they were asked for. Slow jobs run beside them, as they would elsewhere, since an
// alarm may have to end a job that takes too long. Idle waits for all of them.
//
// The sweep runs once, at Start. A periodic one would have nothing to find: nothing is lost here, and a clock that is
// moved by a year should not have to run half a million of them.
package memstore
