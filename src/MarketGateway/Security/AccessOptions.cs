using System.ComponentModel.DataAnnotations;

namespace MarketGateway.Security;

/// <summary>Who may read the market, and how tokens are checked.</summary>
public sealed class AccessOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Authentication";

    /// <summary>
    /// Gets or sets who may read: <c>Anonymous</c> or <c>Jwt</c>. Has no default but in the embedded demo on loopback
    /// addresses, where it is <c>Anonymous</c>.
    /// </summary>
    public AuthenticationMode? Mode { get; set; }

    /// <summary>Gets or sets who must have issued a token (<c>iss</c>). Defaults to the issuer that <see cref="Authority"/> names.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Gets or sets whom a token must be meant for (<c>aud</c>). Has no default; needed with <c>Jwt</c>.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Gets or sets the address of an OpenID Connect issuer, whose metadata name its keys. Defaults to none.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Gets or sets the address of a JSON Web Key Set. Defaults to none.</summary>
    public string JwksUrl { get; set; } = "";

    /// <summary>
    /// Gets or sets the key itself: a PEM text with a public key, or a secret of at least 32 bytes in base64. Defaults
    /// to none.
    /// </summary>
    /// <remarks>A secret lets whoever checks tokens make some too; a public key does not.</remarks>
    public string SigningKey { get; set; } = "";

    /// <summary>Gets or sets a file that holds what <see cref="SigningKey"/> would. Defaults to none.</summary>
    public string SigningKeyFile { get; set; } = "";

    /// <summary>
    /// Gets or sets the only algorithms that are accepted. Defaults to RS256, PS256 and ES256, or to HS256 with a secret.
    /// </summary>
    public IReadOnlyList<string> Algorithms { get; set; } = [];

    /// <summary>Gets or sets how far clocks may be apart. Defaults to 30 s.</summary>
    /// <remarks>For so long a token is accepted before its time and after it.</remarks>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets for how long a ticket of <c>POST /v1/ticket</c> opens an event stream. Defaults to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromSeconds(30);
}
