namespace MarketGateway.Core.Conflation;

/// <summary>
/// When a message is asked for, and how old one may be that another session got: a paced session takes the message that
/// was encoded for others at its cursor a moment ago, although its symbol has moved since.
/// </summary>
/// <remarks>
/// Sessions that stand at one cursor so stay together. If each got what is newest at its own turn, no two would stand at
/// the same cursor on a busy symbol, each would need a message of its own, and all would be slower for it. What the
/// shared message lacks comes with the next interval.
/// </remarks>
/// <param name="NowMs">The sessions' clock.</param>
/// <param name="AgeMaxMs">How old, in milliseconds; 0: it must be the newest.</param>
public readonly record struct FramePace(long NowMs, int AgeMaxMs);
