namespace MarketGateway.Tests.Sessions;

/// <summary>How a client takes what it gets.</summary>
internal enum ModelSpeed
{
    Fast,
    SlowSocket,
    SlowScreen,
}
