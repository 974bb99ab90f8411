using System.Text;
using MarketGateway.Core.Feed;

namespace MarketGateway.Shards;

/// <summary>Which symbols live where. Immutable; one per process.</summary>
public sealed class ShardMap
{
    private const string StreamPath = "/v1/stream";

    private readonly Shard?[] _owners;

    /// <param name="options">What the configuration says; checked by <see cref="ShardOptionsCheck"/> before.</param>
    public ShardMap(ShardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Shards = [.. options.Members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(ShardOf)];
        Self = Shards.FirstOrDefault(shard => shard.Name == options.Name);
        IsByPartition = Shards.Count > 0 && Shards[0].Partitions is not null;
        _owners = new Shard?[IsByPartition ? options.PartitionCount : 0];
        foreach (var shard in IsByPartition ? Shards : [])
        {
            foreach (var partition in shard.Partitions!)
            {
                _owners[partition] = shard;
            }
        }
    }

    /// <summary>Gets all shards, by name; none where the deployment is whole.</summary>
    public IReadOnlyList<Shard> Shards { get; }

    /// <summary>Gets which of them this gateway is; null: none.</summary>
    public Shard? Self { get; }

    /// <summary>Gets a value indicating whether the partition of a symbol says where it lives.</summary>
    public bool IsByPartition { get; }

    /// <summary>Gets how many partitions there are; 0 where that says nothing.</summary>
    public int PartitionCount => _owners.Length;

    /// <summary>Gets what stands before the gateway's own paths in the address of this shard; empty: nothing.</summary>
    public string PathBase
    {
        get
        {
            var path = Self is null ? "" : PathOf(Self.Url);
            return path.EndsWith(StreamPath, StringComparison.Ordinal) ? path[..^StreamPath.Length] : "";
        }
    }

    /// <summary>Finds the shard of a symbol that is not here; null: it would be here, or nobody can tell.</summary>
    public Shard? FindElsewhere(string symbol)
    {
        if (!IsByPartition || Self is null)
        {
            return null;
        }

        var owner = _owners[KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(symbol), _owners.Length)];
        return ReferenceEquals(owner, Self) ? null : owner;
    }

    private static Shard ShardOf(KeyValuePair<string, ShardMemberOptions> member) => new(
        member.Key, member.Value.Url!, PartitionList.TryParse(member.Value.Partitions, out var partitions) ? partitions : null);

    private static string PathOf(string url) => url.StartsWith('/') ? url : new Uri(url).AbsolutePath;
}
