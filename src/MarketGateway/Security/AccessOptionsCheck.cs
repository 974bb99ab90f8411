using System.Net;

namespace MarketGateway.Security;

/// <summary>Finds what is wrong with the section, in sentences that name the setting and say what would be right.</summary>
internal static class AccessOptionsCheck
{
    private const string Section = AccessOptions.SectionName;

    private static readonly string[] Asymmetric =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private static readonly string[] Symmetric = ["HS256", "HS384", "HS512"];

    /// <summary>Decides the mode where none is chosen; says what is wrong where it has to be chosen.</summary>
    /// <param name="options">The section; gets the mode.</param>
    /// <param name="openReason">Why it has to be chosen: what is not the demo on this machine; null: it is.</param>
    public static string? ChooseMode(AccessOptions options, string? openReason)
    {
        if (options.Mode is null && openReason is not null)
        {
            return $"{Section}:Mode is not set, and {openReason}: everybody who reaches the gateway could read the market. "
                + $"Set it to Jwt (with {Section}:Audience, {Section}:Issuer and {Section}:SigningKeyFile, or with "
                + $"{Section}:Audience and {Section}:Authority), or to Anonymous if that is what you want.";
        }

        options.Mode ??= AuthenticationMode.Anonymous;
        return null;
    }

    /// <summary>Lists what is wrong with the settings of <c>Jwt</c>.</summary>
    public static IEnumerable<string> Faults(AccessOptions options)
    {
        if (options.Mode != AuthenticationMode.Jwt)
        {
            yield break;
        }

        if (options.Audience.Length == 0)
        {
            yield return $"{Section}:Audience is empty; it must be what your tokens have in 'aud', such as market-gateway.";
        }

        string[] sources = [options.Authority, options.JwksUrl, options.SigningKey, options.SigningKeyFile];
        if (sources.Count(source => source.Length > 0) != 1)
        {
            yield return $"Exactly one of {Section}:Authority, {Section}:JwksUrl, {Section}:SigningKey and {Section}:SigningKeyFile must be set: it says where the keys come from.";
        }

        if (options.Issuer.Length == 0 && options.Authority.Length == 0)
        {
            yield return $"{Section}:Issuer is empty; it must be what your tokens have in 'iss'.";
        }

        foreach (var fault in new[] { WrongAddress("Authority", options.Authority), WrongAddress("JwksUrl", options.JwksUrl) })
        {
            if (fault is not null)
            {
                yield return fault;
            }
        }
    }

    /// <summary>Names the algorithms that go with a key; throws where others were chosen.</summary>
    /// <exception cref="FormatException">An algorithm does not go with the key; the message says which.</exception>
    public static string[] AlgorithmsFor(AccessOptions options, bool isSecret)
    {
        var possible = isSecret ? Symmetric : Asymmetric;
        foreach (var algorithm in options.Algorithms)
        {
            if (!possible.Contains(algorithm))
            {
                throw new FormatException(
                    $"{Section}:Algorithms has '{algorithm}'; with {(isSecret ? "a secret" : "a public key")} it must be of {string.Join(", ", possible)}.");
            }
        }

        return options.Algorithms.Count > 0 ? [.. options.Algorithms] : isSecret ? ["HS256"] : ["RS256", "PS256", "ES256"];
    }

    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ||
        (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Keys that come over plain HTTP are whoever's who stands in between.</summary>
    private static string? WrongAddress(string name, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var isRight = Uri.TryCreate(text, UriKind.Absolute, out var address) &&
            (address.Scheme == "https" || (address.Scheme == "http" && IsLoopback(address.Host)));
        return isRight ? null : $"{Section}:{name} is '{text}'; it must be an https:// address (http:// only on this machine).";
    }
}
