namespace MarketGateway.Core.Mapping;

/// <summary>What a time is written in; the names of schemas/sources.</summary>
internal enum TimeUnit
{
    /// <summary>Seconds since 1970, with fractions if there are.</summary>
    S = 0,
    Ms,
    Us,
    Ns,

    /// <summary><c>2026-01-02T03:04:05.678Z</c>.</summary>
    Iso8601,
}
