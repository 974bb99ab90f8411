using System.Text.RegularExpressions;

namespace MarketGateway.Core.Tests.Architecture;

/// <summary>Dependencies point down only (design, section 5).</summary>
public sealed partial class LayerTests
{
    private static readonly Dictionary<string, string[]> AllowedInCore = new()
    {
        ["Instruments"] = [],
        ["Books"] = ["Instruments"],
        ["Feed"] = ["Instruments", "Books"],
        ["Schemas"] = ["Feed"],
        ["Mapping"] = ["Instruments", "Books", "Feed"],
        ["Protocol"] = ["Instruments", "Books"],
        ["Audit"] = ["Protocol"],
        ["Conflation"] = ["Instruments", "Books", "Feed", "Protocol"],
        ["Delivery"] = ["Instruments", "Books", "Feed", "Protocol", "Conflation"],
        ["Sessions"] = ["Instruments", "Books", "Feed", "Protocol", "Conflation", "Delivery"],
    };

    /// <summary>GET /v1/stream is an HTTP endpoint until it is upgraded; it, and who stands before it, refuse like the others.</summary>
    private static readonly Dictionary<string, string[]> AllowedInHost = new()
    {
        ["Admin"] = ["Http"],
        ["WebSockets"] = ["Http"],
        ["Security"] = ["Http"],
        ["Shards"] = ["Http"],
    };

    public static TheoryData<string> CoreFolders => [.. FoldersOf("MarketGateway.Core")];

    public static TheoryData<string> HostFolders => [.. FoldersOf("MarketGateway")];

    [Theory]
    [MemberData(nameof(CoreFolders))]
    public void A_folder_of_the_core_knows_only_those_below_it(string folder)
    {
        Assert.True(AllowedInCore.ContainsKey(folder), $"{folder} has a layer");
        var others = AllowedInCore.Keys.Except(AllowedInCore[folder]).Where(other => other != folder);

        Assert.Empty(Mentions("MarketGateway.Core", folder, "MarketGateway.Core", others));
    }

    [Theory]
    [MemberData(nameof(HostFolders))]
    public void The_folders_of_the_host_meet_only_in_Hosting(string folder)
    {
        if (folder == "Hosting")
        {
            return;
        }

        var others = FoldersOf("MarketGateway").Where(other => other != folder)
            .Except(AllowedInHost.GetValueOrDefault(folder, []));

        Assert.Empty(Mentions("MarketGateway", folder, "MarketGateway", others));
    }

    [Fact]
    public void The_core_knows_no_socket_broker_or_clock_of_its_own()
    {
        var files = SourceFile.All.Where(file => file.IsIn("src/MarketGateway.Core"));

        Assert.Empty(files.Where(file => Outside().IsMatch(file.Text)).Select(file => file.Path));
    }

    private static IEnumerable<string> Mentions(string project, string folder, string root, IEnumerable<string> others)
    {
        var mention = new Regex($@"\b{Regex.Escape(root)}\.({string.Join('|', others.DefaultIfEmpty("none"))})\b");
        return SourceFile.All.Where(file => file.IsIn($"src/{project}/{folder}"))
            .SelectMany(file => mention.Matches(file.Text).Select(match => $"{file.Path} knows {match.Value}"));
    }

    private static IEnumerable<string> FoldersOf(string project) => SourceFile.All
        .Where(file => file.IsIn($"src/{project}"))
        .Select(file => file.Path.Split('/'))
        .Where(parts => parts.Length > 3)
        .Select(parts => parts[2])
        .Distinct();

    [GeneratedRegex(
        @"using (System\.Net|Confluent|Microsoft\.AspNetCore)|\b(TimeProvider\.System|Stopwatch|Environment\.Tick)\b")]
    private static partial Regex Outside();
}
