using System.Net;
using MarketGateway.Http;

namespace MarketGateway.Security;

/// <summary>
/// Under which names the gateway answers. A page whose name has been made to lead to this machine (DNS rebinding) comes
/// with its own origin and host, which are equal: only the host's name tells that it is not ours.
/// </summary>
/// <param name="allowed">
/// Names or addresses, <c>*.</c> before a domain for all below it; <c>*</c>: whatever it is called.
/// </param>
internal sealed class HostPolicy(IReadOnlyCollection<string> allowed)
{
    /// <summary>The name of the setting, for messages.</summary>
    public const string SettingName = "AllowedHosts";

    private const string Any = "*";
    private const string Below = "*.";
    private const string Loopback = "localhost";

    private readonly bool _allowsAny = allowed.Contains(Any);
    private readonly bool _allowsLoopback = allowed.Contains(Loopback, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _names = new(allowed, StringComparer.OrdinalIgnoreCase);
    private readonly string[] _domains =
        [.. allowed.Where(name => name.StartsWith(Below, StringComparison.Ordinal)).Select(name => name[1..])];

    /// <summary>Gets the policy of who listens on this machine only: its own names and addresses.</summary>
    public static HostPolicy LoopbackOnly { get; } = new([Loopback]);

    /// <summary>Says whether a request's host is one of ours; one without any comes from no browser.</summary>
    public bool Allows(HostString host) => _allowsAny || !host.HasValue || AllowsName(host.Host);

    /// <summary>Says whether an entry of the setting can be a host's name.</summary>
    public static bool IsName(string entry)
    {
        var name = entry.StartsWith(Below, StringComparison.Ordinal) ? entry[Below.Length..] : entry;
        return entry == Any || Uri.CheckHostName(name) != UriHostNameType.Unknown;
    }

    public static Task RefuseAsync(HttpContext context) => Problem.WriteAsync(
        context,
        StatusCodes.Status400BadRequest,
        "host_not_allowed",
        $"this gateway is not called '{context.Request.Host.Host}'; {SettingName} lists its names");

    private bool AllowsName(string host) => _names.Contains(host)
        || Array.Exists(_domains, domain => host.EndsWith(domain, StringComparison.OrdinalIgnoreCase))
        || (_allowsLoopback && IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
