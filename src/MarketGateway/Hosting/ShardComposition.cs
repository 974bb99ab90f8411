using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Shards;

namespace MarketGateway.Hosting;

/// <summary>Tells feed, market and addresses which shard of the deployment this gateway is.</summary>
internal static class ShardComposition
{
    /// <summary>Reads the shards and what of the log is this gateway's.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        var options = Settings.Read<ShardOptions>(builder.Configuration, ShardOptions.SectionName);
        var told = builder.Configuration[$"{KafkaOptions.Section}:{nameof(KafkaOptions.Partitions)}"];
        SettingsException.ThrowIfAny([.. ShardOptionsCheck.WhatIsWrong(options, told)]);
        var map = new ShardMap(options);
        var own = PartitionList.TryParse(told, out var partitions) ? partitions : map.Self?.Partitions;
        builder.Services.AddSingleton(map);
        builder.Services.PostConfigure<KafkaOptions>(
            feed => feed.Share = own is null ? null : new PartitionShare(own, options.PartitionCount));
    }

    /// <summary>Has the gateway answer below its own path on the host that all shards share, and say who has what.</summary>
    public static void Use(WebApplication gateway)
    {
        var map = gateway.Services.GetRequiredService<ShardMap>();
        gateway.Services.GetRequiredService<Market>().ShardElsewhere = symbol =>
            map.FindElsewhere(symbol) is { } shard ? $"shard '{shard.Name}' ({shard.Url})" : null;
        if (map.PathBase.Length > 0)
        {
            gateway.UsePathBase(map.PathBase);
            gateway.UseRouting();
        }
    }
}
