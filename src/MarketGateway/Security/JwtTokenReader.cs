using MarketGateway.Core.Sessions;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Security;

/// <summary>
/// Checks tokens as JwtBearer does, with its options, metadata and keys. Its handler is not used: it sees tokens of one
/// header only, and here the same rules hold for those of frames and subprotocols.
/// </summary>
internal sealed partial class JwtTokenReader(
    IOptionsMonitor<JwtBearerOptions> options, AccessOptions access, ILogger<JwtTokenReader> logger)
    : ITokenReader
{
    /// <summary>What a token may take; schemas/wire says the same of <c>auth</c>.</summary>
    public const int TokenCharactersMax = 16 << 10;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public async ValueTask<TokenVerdict> ReadAsync(string token)
    {
        if (token.Length > TokenCharactersMax || !_handler.CanReadToken(token))
        {
            return TokenVerdict.Refused("it is not a JSON Web Token");
        }

        var bearer = options.Get(JwtBearerDefaults.AuthenticationScheme);
        try
        {
            if (bearer.TokenValidationParameters.ConfigurationManager is { } keys)
            {
                await keys.GetBaseConfigurationAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception unread) when (unread is InvalidOperationException or IOException or HttpRequestException)
        {
            LogKeysUnread(unread.Message);
            return new TokenVerdict(
                null, SessionEndReason.InternalError, "the keys that tokens are checked with cannot be read at present");
        }

        var result = await _handler.ValidateTokenAsync(token, bearer.TokenValidationParameters).ConfigureAwait(false);
        return result.IsValid
            ? TokenClaims.Read((JsonWebToken)result.SecurityToken, access.ClockSkew)
            : WhyNot(result.Exception);
    }

    /// <summary>Says whether a token's time is now, by the injected clock. For TokenValidationParameters.</summary>
    /// <remarks>
    /// Compared without taking anything from the token's own times: while keys rotate, the library calls with a beginning
    /// of 0001-01-01 for tokens that state none, from which nothing can be taken.
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

    [LoggerMessage(1, LogLevel.Warning, "The keys that tokens are checked with cannot be read: {Reason}")]
    private partial void LogKeysUnread(string reason);
}
