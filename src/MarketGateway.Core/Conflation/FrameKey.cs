using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// What the bytes of a message depend on, beside the image that it leads to. The edges are part of it because a client
/// that resumes states its own: what is encoded for wrong ones must not reach anybody else.
/// </summary>
internal readonly record struct FrameKey(WireFormat Format, long From, long BidEdge, long AskEdge);
