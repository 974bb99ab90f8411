namespace MarketGateway.Core.Sessions;

/// <summary>Finds out what a token is worth. Owned by the host; safe for use by many sessions at once.</summary>
public interface ITokenReader
{
    ValueTask<TokenVerdict> ReadAsync(string token);
}
