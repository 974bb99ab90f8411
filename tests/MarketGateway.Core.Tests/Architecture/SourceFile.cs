namespace MarketGateway.Core.Tests.Architecture;

/// <summary>One C# file of the repository.</summary>
/// <param name="Path">Its path from the root, with slashes.</param>
/// <param name="Text">What it says.</param>
internal sealed record SourceFile(string Path, string Text)
{
    public static IReadOnlyList<SourceFile> All { get; } = Load();

    public string[] Lines => Text.TrimEnd('\n').Split('\n');

    public bool IsIn(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static List<SourceFile> Load()
    {
        var files = new List<SourceFile>();
        foreach (var folder in new[] { "src", "tests" })
        {
            var root = System.IO.Path.Combine(RepositoryRoot.Path, folder);
            files.AddRange(Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(path => System.IO.Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/'))
                .Where(path => !path.Split('/').Any(part => part is "obj" or "bin"))
                .Select(Read));
        }

        return files;
    }

    private static SourceFile Read(string path) =>
        new(path, File.ReadAllText(System.IO.Path.Combine(RepositoryRoot.Path, path)));
}
