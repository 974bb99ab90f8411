namespace MarketGateway.Tests.Sessions;

/// <summary>What can happen.</summary>
internal enum ModelAct
{
    Feed,
    NewSymbol,
    Subscribe,
    Update,
    Pause,
    Resume,
    Resync,
    Unsubscribe,
    Snapshot,
    Reconnect,
}
