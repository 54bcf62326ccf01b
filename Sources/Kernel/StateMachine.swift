/// A decision maker with no input or output of its own.
///
/// A machine never reads a clock, a socket or a database, and never suspends. It is told what happened and when, and
/// answers with what must be done; a shell does it. The same machine therefore runs under an event loop, inside an
/// actor, and in a simulation with virtual time.
public protocol StateMachine<Input, Effect> {
    associatedtype Input
    associatedtype Effect

    /// Moves the machine and returns the effects to perform, in the order to perform them.
    mutating func handle(_ input: Input, at now: Moment) -> [Effect]
}
