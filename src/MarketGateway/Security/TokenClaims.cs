using System.Text.Json;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Sessions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Security;

/// <summary>
/// Reads out of a token that was found valid what its owner may see: <c>symbols</c>, an array of symbols and patterns
/// (left out: all), and <c>max_depth</c> (left out: as everybody).
/// </summary>
internal static class TokenClaims
{
    private const string SymbolsClaim = "symbols";
    private const string DepthClaim = "max_depth";

    /// <summary>Makes the rights; refused where a claim cannot be understood: what was to narrow must not be ignored.</summary>
    public static TokenVerdict Read(JsonWebToken token, TimeSpan clockSkew)
    {
        if (string.IsNullOrEmpty(token.Subject))
        {
            return TokenVerdict.Refused("the token has no subject ('sub')");
        }

        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        if (!TryReadSymbols(payload.RootElement, out var symbols))
        {
            return TokenVerdict.Refused($"the claim '{SymbolsClaim}' must be an array of symbols and patterns");
        }

        if (!TryReadDepth(payload.RootElement, out var depth))
        {
            return TokenVerdict.Refused($"the claim '{DepthClaim}' must be an integer of at least 1");
        }

        return TokenVerdict.Of(new SessionRights(token.Subject)
        {
            Symbols = symbols,
            DepthMax = depth,
            ExpiresAt = new DateTimeOffset(token.ValidTo, TimeSpan.Zero) + clockSkew,
        });
    }

    private static bool TryReadSymbols(JsonElement payload, out SymbolPattern[]? symbols)
    {
        symbols = null;
        if (!payload.TryGetProperty(SymbolsClaim, out var claim))
        {
            return true;
        }

        JsonElement[] entries = claim.ValueKind == JsonValueKind.Array ? [.. claim.EnumerateArray()] : [claim];
        if (!entries.All(entry => entry.ValueKind == JsonValueKind.String && SymbolPattern.IsValid(entry.GetString()!)))
        {
            return false;
        }

        symbols = Array.ConvertAll(entries, entry => new SymbolPattern(entry.GetString()!));
        return true;
    }

    private static bool TryReadDepth(JsonElement payload, out int? depth)
    {
        depth = null;
        if (!payload.TryGetProperty(DepthClaim, out var claim))
        {
            return true;
        }

        var isDepth = claim.ValueKind == JsonValueKind.Number && claim.TryGetInt32(out var levels) && levels >= 1;
        depth = isDepth ? claim.GetInt32() : null;
        return isDepth;
    }
}
