using MarketGateway.Core.Sessions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Security;

/// <summary>Checks tokens, whichever way they came: in a header, a frame or a subprotocol.</summary>
/// <param name="access">What a token must say.</param>
/// <param name="algorithms">The only ones that are accepted.</param>
/// <param name="key">The key of the settings; null where the issuer publishes its keys.</param>
/// <param name="issuer">The keys that it publishes; null where the key is in the settings.</param>
/// <param name="time">The clock.</param>
internal sealed class JwtTokenReader(
    AccessOptions access, IReadOnlyCollection<string> algorithms, SecurityKey? key, IssuerKeys? issuer, TimeProvider time)
    : ITokenReader
{
    /// <summary>What a token may take; schemas/wire says the same of <c>auth</c>.</summary>
    public const int TokenCharactersMax = 16 << 10;

    /// <summary>
    /// Extensions without which a token must not be accepted (RFC 7515, section 4.1.11). We know none.
    /// </summary>
    private const string Critical = "crit";

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TrustedKeys? _configured = key is null ? null : new TrustedKeys([key], Issuer: null);

    public async ValueTask<TokenVerdict> ReadAsync(string token)
    {
        if (token.Length > TokenCharactersMax || !_handler.CanReadToken(token))
        {
            return TokenVerdict.Refused("it is not a JSON Web Token");
        }

        var keys = _configured ?? await issuer!.GetAsync().ConfigureAwait(false);
        if (keys is null)
        {
            return new TokenVerdict(
                null, SessionEndReason.InternalError, "the keys that tokens are checked with cannot be read at present");
        }

        var result = await ValidateAsync(token, keys).ConfigureAwait(false);
        if (result.Exception is SecurityTokenInvalidSignatureException && issuer is not null &&
            await issuer.GetNewerAsync(keys).ConfigureAwait(false) is { } newer)
        {
            result = await ValidateAsync(token, newer).ConfigureAwait(false);
        }

        return result.IsValid ? Read((JsonWebToken)result.SecurityToken) : WhyNot(result.Exception);
    }

    /// <summary>Says whether a token's time is now, by the injected clock. For TokenValidationParameters.</summary>
    /// <remarks>
    /// Compared without taking anything from the token's own times, which may be the first or last there are.
    /// </remarks>
    public static bool IsInTime(DateTime? notBefore, DateTime? expires, TimeSpan clockSkew, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (expires is not { } end)
        {
            return false;
        }

        return end > now - clockSkew
            ? notBefore is not { } begin || begin <= now + clockSkew
            : throw new SecurityTokenExpiredException();
    }

    private Task<TokenValidationResult> ValidateAsync(string token, TrustedKeys keys) =>
        _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = algorithms,
            ValidAudience = access.Audience,
            ValidIssuer = access.Issuer.Length > 0 ? access.Issuer : keys.Issuer,
            IssuerSigningKeys = keys.Keys,
            ClockSkew = access.ClockSkew,
            LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires, access.ClockSkew, time),
        });

    private TokenVerdict Read(JsonWebToken token) => token.TryGetHeaderValue<object>(Critical, out _)
        ? TokenVerdict.Refused("the token has extensions that must be understood ('crit'), and none is")
        : TokenClaims.Read(token, access.ClockSkew);

    /// <summary>The library's own words may name parts of the token; ours do not.</summary>
    private static TokenVerdict WhyNot(Exception? exception) => exception switch
    {
        SecurityTokenExpiredException => TokenVerdict.Expired,
        SecurityTokenInvalidLifetimeException => TokenVerdict.Refused("the token's time has not come, or it has no end ('nbf', 'exp')"),
        SecurityTokenInvalidAudienceException => TokenVerdict.Refused("the token is not meant for this gateway ('aud')"),
        SecurityTokenInvalidIssuerException => TokenVerdict.Refused("the token's issuer is not trusted ('iss')"),
        SecurityTokenInvalidAlgorithmException or SecurityTokenInvalidSignatureException =>
            TokenVerdict.Refused("the token is not signed by a trusted key with an accepted algorithm"),
        _ => TokenVerdict.Refused("the token is not valid"),
    };
}
