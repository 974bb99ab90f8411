namespace MarketGateway.Client;

/// <summary>
/// What happened to a stream since the reader of <see cref="MarketClient.ReadAllAsync"/> last saw it. A reader that
/// takes its time sees many messages as one change; the stream itself is always at its newest.
/// </summary>
/// <param name="Stream">The stream: a <see cref="ClientBook"/>, <see cref="ClientQuote"/> or
/// <see cref="ClientTrades"/>.</param>
/// <param name="From">The version that it stood at when the reader last saw it; null: never seen.</param>
/// <param name="To">The version that it stands at; null: nothing has come yet, only its state changed.</param>
/// <param name="Messages">How many messages were applied in between; 0: only its state changed.</param>
public readonly record struct StreamChange(ClientStream Stream, long? From, long? To, long Messages);
