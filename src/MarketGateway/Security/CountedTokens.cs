using MarketGateway.Core.Sessions;

namespace MarketGateway.Security;

/// <summary>Reads tokens that come in frames, and counts those that are worth nothing.</summary>
internal sealed class CountedTokens(ITokenReader inner, AccessCounts counts) : ITokenReader
{
    public ValueTask<TokenVerdict> ReadAsync(string token)
    {
        var reading = inner.ReadAsync(token);
        return reading.IsCompletedSuccessfully ? new ValueTask<TokenVerdict>(Count(reading.Result)) : CountAsync(reading);
    }

    private async ValueTask<TokenVerdict> CountAsync(ValueTask<TokenVerdict> reading) =>
        Count(await reading.ConfigureAwait(false));

    private TokenVerdict Count(TokenVerdict verdict)
    {
        if (verdict.Rights is null)
        {
            counts.CountFailure(AccessWay.Frame, verdict.Refusal);
        }

        return verdict;
    }
}
