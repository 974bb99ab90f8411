namespace MarketGateway.Diagnostics;

/// <summary>Where the gateway tells its metrics.</summary>
public sealed class MetricsOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Metrics";

    /// <summary>The setting as an operator writes it.</summary>
    public const string UrlSetting = $"{SectionName}:{nameof(Url)}";

    /// <summary>
    /// Gets or sets the address of `/metrics` and `/healthz/*`, apart from that of the clients. Defaults to
    /// `http://localhost:9464`; empty means none.
    /// </summary>
    /// <remarks>
    /// A port of its own, because what is told there is not for clients: it is never routed by an ingress, and no client's
    /// load keeps a scrape waiting for a connection. A given address that is taken stops the start; the default one gives
    /// way (a second gateway on a desk still starts, and says that nobody can see its metrics).
    /// </remarks>
    public string Url { get; set; } = "http://localhost:9464";
}
