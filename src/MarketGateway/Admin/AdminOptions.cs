namespace MarketGateway.Admin;

/// <summary>Who may look inside the gateway and intervene, at the operators' address.</summary>
public sealed class AdminOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Admin";

    /// <summary>The shortest token that is taken: as much as cannot be guessed.</summary>
    public const int TokenLengthMin = 32;

    /// <summary>
    /// Gets or sets the tokens of operators, each under the name that the log calls its owner by, of at least 32
    /// characters. Default to none.
    /// </summary>
    /// <remarks>
    /// Without a token or <see cref="ClientCaFile"/>, `/admin` answers only where `Metrics:Url` is an address for this
    /// machine alone.
    /// </remarks>
    public IDictionary<string, string> Tokens { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Gets or sets a PEM file with the authorities whose certificates operators may show instead of a token. Defaults to
    /// none; needs `Metrics:Url` to be https.
    /// </summary>
    public string ClientCaFile { get; set; } = "";
}
