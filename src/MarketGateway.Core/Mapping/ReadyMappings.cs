using System.Reflection;

namespace MarketGateway.Core.Mapping;

/// <summary>The mappings that come with the gateway, one file each beside this.</summary>
public static class ReadyMappings
{
    private const string Prefix = "mapping:";

    private static readonly Assembly Here = typeof(ReadyMappings).Assembly;

    /// <summary>Gets their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Here.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Gets the text of one; null when there is none of that name.</summary>
    public static string? Find(string name)
    {
        using var stream = Here.GetManifestResourceStream(Prefix + name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
