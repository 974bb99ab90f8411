namespace MarketGateway.Core.Sessions;

/// <summary>Where nobody has to show who they are, any token will do.</summary>
public sealed class AnyToken : ITokenReader
{
    public ValueTask<TokenVerdict> ReadAsync(string token) => ValueTask.FromResult(TokenVerdict.Of(SessionRights.Anonymous));
}
