using MarketGateway.Core.Feed;

namespace MarketGateway.Shards;

/// <summary>Says what is wrong with <see cref="ShardOptions"/>: the setting, its value, and what would be right.</summary>
internal static class ShardOptionsCheck
{
    /// <summary>Checks the shards, and the partitions that this gateway is told to read (<c>Kafka:Partitions</c>).</summary>
    public static IEnumerable<string> WhatIsWrong(ShardOptions options, string? ownPartitions) =>
    [
        .. WrongName(options),
        .. options.Members.SelectMany(member => WrongMember(member.Key, member.Value)),
        .. WrongSplit(options),
        .. WrongShare(options, ownPartitions),
    ];

    private static IEnumerable<string> WrongName(ShardOptions options)
    {
        if (!string.IsNullOrEmpty(options.Name) && !options.Members.ContainsKey(options.Name))
        {
            yield return $"Shards:Name is '{options.Name}', which is none of Shards:Members ({Names(options)}).";
        }

        if (options.PartitionCount < 0)
        {
            yield return $"Shards:PartitionCount is '{options.PartitionCount}'; it must be how many partitions the topics have.";
        }
    }

    private static IEnumerable<string> WrongMember(string name, ShardMemberOptions member)
    {
        var isPath = member.Url is { Length: > 1 } && member.Url[0] == '/';
        var isAddress = Uri.TryCreate(member.Url, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss";
        if (!isPath && !isAddress)
        {
            yield return $"Shards:Members:{name}:Url is '{member.Url}'; it must be an address such as wss://host/a/v1/stream, "
                + "or a path such as /a/v1/stream.";
        }

        if (!string.IsNullOrEmpty(member.Partitions) && !PartitionList.TryParse(member.Partitions, out _))
        {
            yield return $"Shards:Members:{name}:Partitions is '{member.Partitions}'; it must be like 0-3 or 0,2,5.";
        }
    }

    /// <summary>Each partition is somebody's, and of one shard only.</summary>
    private static IEnumerable<string> WrongSplit(ShardOptions options)
    {
        var split = options.Members.Where(member => !string.IsNullOrEmpty(member.Value.Partitions)).ToArray();
        if (split.Length == 0)
        {
            yield break;
        }

        if (split.Length < options.Members.Count)
        {
            yield return "Shards:Members: either all have Partitions or none has; without are "
                + $"{string.Join(", ", options.Members.Keys.Except(split.Select(member => member.Key)))}.";
            yield break;
        }

        var owned = split.SelectMany(member => PartitionList.TryParse(member.Value.Partitions, out var list) ? list : [])
            .GroupBy(partition => partition).ToDictionary(group => group.Key, group => group.Count());
        var missing = Enumerable.Range(0, Math.Max(0, options.PartitionCount)).Where(partition => !owned.ContainsKey(partition));
        if (options.PartitionCount < 1 || owned.Keys.Any(partition => partition >= options.PartitionCount))
        {
            yield return $"Shards:PartitionCount is '{options.PartitionCount}'; it must be how many partitions the topics have, "
                + "and beyond each that a shard has.";
        }
        else if (owned.Any(partition => partition.Value > 1) || missing.Any())
        {
            yield return "Shards:Members: each partition must be one shard's. Of several: "
                + $"{Few(owned.Where(partition => partition.Value > 1).Select(partition => partition.Key))}; "
                + $"of none: {Few(missing)}.";
        }
    }

    private static IEnumerable<string> WrongShare(ShardOptions options, string? ownPartitions)
    {
        if (string.IsNullOrEmpty(ownPartitions))
        {
            yield break;
        }

        var named = options.Name is { Length: > 0 } name ? options.Members.GetValueOrDefault(name)?.Partitions : null;
        if (!PartitionList.TryParse(ownPartitions, out var own))
        {
            yield return $"Kafka:Partitions is '{ownPartitions}'; it must be like 0-3 or 0,2,5.";
        }
        else if (own[^1] >= options.PartitionCount)
        {
            yield return $"Kafka:Partitions is '{ownPartitions}': Shards:PartitionCount must say how many partitions the topics "
                + $"have; it is {options.PartitionCount}.";
        }
        else if (PartitionList.TryParse(named, out var told) && !told.SequenceEqual(own))
        {
            yield return $"Kafka:Partitions is '{ownPartitions}', but Shards:Members:{options.Name}:Partitions is '{named}'; "
                + "leave it out, then it is the same.";
        }
    }

    private static string Names(ShardOptions options) =>
        options.Members.Count == 0 ? "there are none" : string.Join(", ", options.Members.Keys);

    private static string Few(IEnumerable<int> partitions) =>
        string.Join(", ", partitions.Order().Take(8)) is { Length: > 0 } few ? few : "none";
}
