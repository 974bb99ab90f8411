using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Testing;

/// <summary>An issuer of tokens with a key pair of its own, and the settings of a gateway that trusts it.</summary>
public sealed class TokenMint
{
    public const string Issuer = "https://issuer.test";
    public const string Audience = "market-gateway";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly RSA _rsa = RSA.Create(2048);

    public string PublicPem => _rsa.ExportSubjectPublicKeyInfoPem();

    public string PrivatePem => _rsa.ExportPkcs8PrivateKeyPem();

    /// <summary>Gets the settings of a gateway that trusts the key; skew is none, so that times are exact.</summary>
    public IReadOnlyList<string> Settings =>
    [
        "--Authentication:Mode", "Jwt", "--Authentication:Issuer", Issuer, "--Authentication:Audience", Audience,
        "--Authentication:SigningKey", PublicPem, "--Authentication:ClockSkew", "00:00:00",
    ];

    /// <summary>Makes a token for an hour; everything about it can be changed.</summary>
    public string Make(
        string subject = "desk7",
        string[]? symbols = null,
        object? maxDepth = null,
        TimeSpan? validFor = null,
        string issuer = Issuer,
        string audience = Audience,
        SigningCredentials? credentials = null,
        bool hasBeginning = true,
        IDictionary<string, object>? header = null)
    {
        var claims = new Dictionary<string, object> { ["sub"] = subject };
        if (symbols is not null)
        {
            claims["symbols"] = symbols;
        }

        if (maxDepth is not null)
        {
            claims["max_depth"] = maxDepth;
        }

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            NotBefore = hasBeginning ? now.AddHours(-2) : null,
            Expires = now + (validFor ?? TimeSpan.FromHours(1)),
            SigningCredentials = credentials ?? Credentials(),
            AdditionalHeaderClaims = header,
        });
    }

    /// <summary>Gets what signs with the key by some algorithm.</summary>
    public SigningCredentials Credentials(string algorithm = SecurityAlgorithms.RsaSha256) =>
        new(new RsaSecurityKey(_rsa), algorithm);

    /// <summary>Makes a token that nobody has signed.</summary>
    public static string MakeUnsigned()
    {
        var token = new TokenMint().Make();
        var payload = token.Split('.')[1];
        return $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{payload}.";
    }
}
