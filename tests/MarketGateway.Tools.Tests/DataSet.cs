namespace MarketGateway.Tools.Tests;

/// <summary>
/// The real market data that some tests need: the folder named by MARKETGATEWAY_TEST_DATA, else ../shared/data beside
/// the repository.
/// </summary>
internal static class DataSet
{
    private const string Variable = "MARKETGATEWAY_TEST_DATA";

    /// <summary>Gives the path of a file of the data set; skips the test where there is none.</summary>
    public static string Require(string name)
    {
        var folder = Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(RepositoryRoot(), "../shared/data");
        var path = Path.Combine(folder, name);
        Assert.SkipUnless(File.Exists(path), $"needs {name}: set {Variable} to the folder that holds it");
        return path;
    }

    internal static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MarketGateway.sln")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
