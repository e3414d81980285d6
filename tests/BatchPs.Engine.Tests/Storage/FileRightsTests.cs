using System.Diagnostics;
using System.Runtime.Versioning;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class FileRightsTests : IDisposable
{
    private const UnixFileMode Odd = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.SetUser;

    private readonly TempFolder _folder = new();
    private readonly string _from;
    private readonly string _to;

    public FileRightsTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has these rights.");
        _from = _folder.Write("from", "old");
        _to = _folder.Write("to", "new");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Copy_OwnerGroupAndMode_AreTheSame()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may give files away.");
        _folder.Shell("chown 1234:2345 from");
        File.SetUnixFileMode(_from, Odd);

        FileRights.Copy(_from, _to);

        Assert.Equal("1234 2345", Ask("stat", "-c", "%u %g", _to));
        Assert.Equal((Odd, "new"), (File.GetUnixFileMode(_to), File.ReadAllText(_to)));
    }

    [Fact]
    public void Copy_ExtendedAttributes_AreTheSameAndTheTimeIsNotChanged()
    {
        NeedsAttributes();
        SetAttribute(_from, "user.note", "a note");
        File.SetUnixFileMode(_from, UnixFileMode.UserRead);
        DateTime written = File.GetLastWriteTimeUtc(_to);

        FileRights.Copy(_from, _to);

        Assert.Equal("a note", GetAttribute(_to, "user.note"));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(_to));
        Assert.Equal(written, File.GetLastWriteTimeUtc(_to));
    }

    [Fact]
    public void Copy_AccessList_IsTheSame()
    {
        NeedsAttributes();
        SetList(_from);
        string list = GetAttribute(_from, List);

        FileRights.Copy(_from, _to);

        Assert.Equal(list, GetAttribute(_to, List));
        Assert.Equal(File.GetUnixFileMode(_from), File.GetUnixFileMode(_to));
    }

    [Fact]
    public void Copy_TheNewFileHasAnAccessListFromItsDirectory_IsRemoved()
    {
        NeedsAttributes();
        SetList(_to);
        File.SetUnixFileMode(_from, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        FileRights.Copy(_from, _to);

        Assert.DoesNotContain(List, Ask("python3", "-c", "import os,sys; print(os.listxattr(sys.argv[1]))", _to), StringComparison.Ordinal);
        Assert.Equal(File.GetUnixFileMode(_from), File.GetUnixFileMode(_to));
    }

    [Theory]
    [InlineData("644", "644")]
    [InlineData("664", "644")]
    [InlineData("640", "600")]
    [InlineData("604", "600")]
    [InlineData("4751", "4711")]
    public void WithoutGroup_AMode_GivesAllWhatGroupAndEverybodyBothHad(string mode, string expected) =>
        Assert.Equal(Convert.ToInt32(expected, 8), FileRights.WithoutGroup(Convert.ToInt32(mode, 8), []));

    [Theory]
    [InlineData(4, 4, "644")]
    [InlineData(0, 4, "600")]
    [InlineData(4, 0, "600")]
    public void WithoutGroup_AnAccessList_GivesNobodyWhatOneInItWasDenied(byte user, byte group, string expected)
    {
        byte[] list = [2, 0, 0, 0, .. Entry(0x1, 6), .. Entry(0x2, user), .. Entry(0x4, group), .. Entry(0x10, 6), .. Entry(0x20, 4)];

        Assert.Equal(Convert.ToInt32(expected, 8), FileRights.WithoutGroup(Convert.ToInt32("664", 8), list));

        static byte[] Entry(byte tag, byte rights) => [tag, 0, rights, 0, 0xD2, 0x04, 0, 0];
    }

    private const string List = "system.posix_acl_access";

    // user::rw- user:1234:rw- group::--- mask::rw- other::---
    private static void SetList(string path) => Ask(
        "python3", "-c",
        "import os,struct,sys; n=0xFFFFFFFF; os.setxattr(sys.argv[1],'" + List + "',struct.pack('<I',2)+b''.join(struct.pack('<HHI',*e) for e in [(1,6,n),(2,6,1234),(4,0,n),(16,6,n),(32,0,n)]))",
        path);

    private static void SetAttribute(string path, string name, string value) =>
        Ask("python3", "-c", "import os,sys; os.setxattr(sys.argv[1],sys.argv[2],sys.argv[3].encode())", path, name, value);

    private static string GetAttribute(string path, string name) =>
        Ask("python3", "-c", "import os,sys; v=os.getxattr(sys.argv[1],sys.argv[2]); print(v.decode() if v.isascii() and sys.argv[2].startswith('user') else v.hex())", path, name);

    private void NeedsAttributes()
    {
        try
        {
            SetAttribute(_folder.Write("probe"), "user.probe", "1");
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or Xunit.Sdk.XunitException)
        {
            Assert.Skip("Extended attributes cannot be set here: python3 or the file system lacks them.");
        }
    }

    private static string Ask(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
