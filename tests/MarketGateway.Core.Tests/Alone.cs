namespace MarketGateway.Core.Tests;

/// <summary>Tests that measure the whole process and so run one by one.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
