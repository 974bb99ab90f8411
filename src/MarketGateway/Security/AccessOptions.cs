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

    /// <summary>Gets or sets how often the keys of an issuer are read again. Defaults to 10 minutes.</summary>
    /// <remarks>
    /// For so long at most a key is trusted that the issuer has withdrawn. A token of a key that is not known yet has
    /// them read at once, at most every 10 s.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan KeysRefreshInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets how far clocks may be apart. Defaults to 30 s.</summary>
    /// <remarks>For so long a token is accepted before its time and after it.</remarks>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets for how long a ticket of <c>POST /v1/ticket</c> opens an event stream. Defaults to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets how many tickets one principal may have that are not used yet. Defaults to 10; one more is answered
    /// 429.
    /// </summary>
    [Range(1, 10_000)]
    public int TicketsPerPrincipalMax { get; set; } = 10;

    /// <summary>
    /// Gets or sets the secret that tickets are sealed with: at least 32 bytes in base64. Defaults to one that follows
    /// from a secret in <see cref="SigningKey"/>; with public keys to a random one of this process.
    /// </summary>
    /// <remarks>
    /// Replicas that share it take each other's tickets; with a random one, only the replica that gave a ticket takes
    /// it.
    /// </remarks>
    public string TicketKey { get; set; } = "";

    /// <summary>Gets or sets a file that holds what <see cref="TicketKey"/> would. Defaults to none.</summary>
    public string TicketKeyFile { get; set; } = "";
}
