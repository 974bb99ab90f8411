using System.Text.RegularExpressions;
using MarketGateway.Hosting;

namespace MarketGateway.Tests.Hosting;

/// <summary>The table of settings in src/MarketGateway/README.md, held against what the gateway reads.</summary>
public sealed partial class SettingsTableTests
{
    /// <summary>Of the framework's settings, those that the table explains.</summary>
    private static readonly string[] OfFramework = ["AllowedHosts", SettingsCatalog.Urls];

    [Fact]
    public void Every_setting_stands_in_the_table_and_the_other_way_round()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "MarketGateway", "README.md"));
        string[] told = [.. Row().Matches(page).SelectMany(row => NamesOf(row.Groups[1].Value))];
        string[] read =
        [
            .. SettingsCatalog.Ours.SelectMany(ours => Settings.Defaults(ours.Type, ours.Section)).Select(setting => setting.Name),
            .. OfFramework,
        ];

        Assert.Equal(read.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    /// <summary>Expands `Kafka:Topics:Books`, `:Ticks` to both names; the entries of a list are one setting.</summary>
    private static IEnumerable<string> NamesOf(string cell)
    {
        string[] names = [.. Name().Matches(cell).Select(name => name.Groups[1].Value)];
        string section = names[0][..Math.Max(0, names[0].LastIndexOf(':'))];
        return names.Select(name => name.StartsWith(':') ? section + name : name)
            .Select(name => Named().Replace(Entry().Replace(name, ""), ""))
            .Distinct()
            .Where(name => !names[0].EndsWith(":0", StringComparison.Ordinal) || name == section);
    }

    [GeneratedRegex(@"^\| (`[A-Z][\w:]+`[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([\\w:]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(":[0-9]+$")]
    private static partial Regex Entry();

    /// <summary>What stands below a name that the operator gives.</summary>
    [GeneratedRegex(":NAME(:.*)?$")]
    private static partial Regex Named();
}
