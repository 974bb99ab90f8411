namespace MarketGateway.Security;

/// <summary>
/// Which pages may speak to the gateway with the user's browser. Browsers say where a page is from; scripts say nothing,
/// and are let in.
/// </summary>
internal sealed class OriginPolicy(IReadOnlyCollection<string> allowed)
{
    /// <summary>The name of the setting, for messages.</summary>
    public const string SettingName = "WebSockets:AllowedOrigins";

    private const string Any = "*";

    private readonly bool _allowsAny = allowed.Contains(Any);
    private readonly HashSet<string> _allowed =
        new(allowed.Select(origin => origin.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);

    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || Lists(origin) || IsSame(origin, request.Host);
    }

    /// <summary>Says whether pages of another origin may read, as the setting has it.</summary>
    public bool Lists(string origin) => _allowsAny || _allowed.Contains(origin.TrimEnd('/'));

    /// <remarks>Behind a proxy that ends TLS the schemes differ; so hosts and ports are compared.</remarks>
    private static bool IsSame(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) &&
        page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase) &&
        page.Port == (host.Port ?? (page.Scheme == "https" ? 443 : 80));
}
