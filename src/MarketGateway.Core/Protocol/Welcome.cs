namespace MarketGateway.Core.Protocol;

/// <summary>What a new session is told first: who serves it, from which log, and the limits it lives under.</summary>
public readonly record struct Welcome(string Session, string Epoch, long Time, WelcomeLimits Limits);
