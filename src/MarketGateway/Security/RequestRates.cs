using MarketGateway.Core.Sessions;
using MarketGateway.Http;

namespace MarketGateway.Security;

/// <summary>
/// How many HTTP requests, handshakes of sessions among them, one address and one principal may make.
/// </summary>
internal sealed class RequestRates(SessionOptions options, TimeProvider time)
{
    /// <summary>Long enough for a desk that comes back after an outage, short enough to be waited for.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly RequestRate _addresses = new(options.HttpRequestsPerAddressMax, Window, time);
    private readonly RequestRate _principals = new(options.HttpRequestsPerPrincipalMax, Window, time);
    private long _refused;

    /// <summary>Gets how many requests were refused.</summary>
    public long Refused => Volatile.Read(ref _refused);

    public bool TryTakeOfAddress(string address, out RateRefusal refusal) =>
        TryTake(_addresses, address, "httpRequestsPerAddress", $"from {address}", out refusal);

    /// <remarks>Who is nobody in particular is known by address only.</remarks>
    public bool TryTakeOf(SessionRights rights, out RateRefusal refusal)
    {
        refusal = default;
        return ReferenceEquals(rights, SessionRights.Anonymous)
            || TryTake(_principals, rights.Principal, "httpRequestsPerPrincipal", $"of '{rights.Principal}'", out refusal);
    }

    private bool TryTake(RequestRate rate, string owner, string limit, string whose, out RateRefusal refusal)
    {
        refusal = default;
        if (rate.TryTake(owner, out var retryAfter))
        {
            return true;
        }

        Interlocked.Increment(ref _refused);
        refusal = new RateRefusal(
            $"limits.{limit} ({rate.Max}) requests {whose} came within {Window.TotalSeconds:0} s; wait, and ask again",
            retryAfter);
        return false;
    }
}
