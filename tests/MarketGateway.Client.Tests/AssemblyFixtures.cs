using MarketGateway.Testing;

[assembly: AssemblyFixture(typeof(KafkaFixture))]
