"""A manifest row says the same as a sidecar, in the words of a spreadsheet."""

import pytest

from audio_features.errors import MetadataError
from audio_features.manifest import load_manifest, unmatched_rows


def manifest(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "calls.csv"
    path.write_text(text, encoding=encoding)
    return path


def row_of(tmp_path, text, name, **about):
    return load_manifest(manifest(tmp_path, text, **about)).row_of(tmp_path / name)


def refusal(said):
    with pytest.raises(MetadataError) as caught:
        said()
    message = str(caught.value)
    assert "calls.csv" in message
    assert "\n" not in message
    return message


def test_text_cells_become_typed_values(tmp_path):
    text = (
        "file,call_id,agent_id,rings,ring_seconds,agent_channel,nps,retained,holds,desk\n"
        'a.wav,77,0042,3,9.5,1,10,yes,"[{""start"": 1, ""end"": 2}]",4\n'
    )
    row = row_of(tmp_path, text, "a.wav").metadata
    assert row_of(tmp_path, text, "77.mp3").metadata == row
    assert (row.agent_id, row.rings, row.ring_seconds, row.agent_channel) == ("0042", 3, 9.5, 1)
    assert (row.nps, row.retained) == (10, True)
    assert row.holds is not None
    assert row.holds[0].end == 2.0
    assert row.model_extra == {"desk": "4"}


def test_spanish_excel_with_semicolons_commas_and_mark_is_read(tmp_path):
    text = "File;Agent_Name;csat;retained;vocabulary\r\nb.wav;Begoña;4,5;sí;Fibra 600|Iberdrola\r\n"
    row = row_of(tmp_path, text, "b.wav", encoding="utf-8-sig").metadata
    assert (row.agent_name, row.csat, row.retained) == ("Begoña", 4.5, True)
    assert row.vocabulary == ("Fibra 600", "Iberdrola")


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [("csat", '"4,5 "', 4.5), ("nps", '"9,0"', 9), ("nps", "9.0", 9), ("rings", " 3 ", 3)],
)
def test_a_number_may_be_written_as_spreadsheets_do(tmp_path, column, cell, value):
    row = row_of(tmp_path, f"file,{column}\na.wav,{cell}\n", "a.wav")
    assert getattr(row.metadata, column) == value


def test_an_empty_cell_is_an_absent_value(tmp_path):
    row = row_of(tmp_path, "call_id,rings,team\nx,,\n\n", "x.wav")
    assert row.metadata.model_fields_set == {"call_id"}


def test_a_recording_finds_its_row_by_name_or_by_name_without_ending(tmp_path):
    rows = load_manifest(manifest(tmp_path, "file,call_id,rings\nold\\2026\\a.wav,,1\n,b,2\n"))
    assert rows.row_of(tmp_path / "a.wav").metadata.rings == 1
    assert rows.row_of(tmp_path / "b.mp3").metadata.rings == 2
    assert rows.row_of(tmp_path / "c.wav") is None


def test_of_two_rows_with_one_file_name_the_folder_decides(tmp_path):
    text = "file,agent_id\npbx1/x.wav,ana\n/var/pbx2/x.wav,luis\n"
    assert row_of(tmp_path, text, "pbx1/x.wav").metadata.agent_id == "ana"
    assert row_of(tmp_path, text, "pbx2/x.wav").metadata.agent_id == "luis"
    said = refusal(lambda: row_of(tmp_path, text, "pbx3/x.wav"))
    assert "x.wav: is in calls.csv twice (lines 2 and 3); remove one row, or" in said


def test_a_folder_is_one_whatever_its_capitals_or_where_a_link_leads(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store/f1.wav").touch()
    (tmp_path / "Monday").mkdir()
    (tmp_path / "Monday/x.wav").symlink_to(tmp_path / "store/f1.wav")
    text = "file,agent_id\nD:\\Rec\\MONDAY\\x.wav,ana\ntuesday/x.wav,luis\n"
    assert row_of(tmp_path, text, "Monday/x.wav").metadata.agent_id == "ana"


def test_rows_that_belong_to_no_recording_are_named_by_line_and_name(tmp_path):
    text = 'file,call_id,team\na.wav,,"two\nlines"\n,b,x\nc.wav,77,x\nd.wav,,x\n\n,e,x\n,,x\n'
    recordings = [tmp_path / "deep/a.wav", tmp_path / "b.mp3", tmp_path / "77.wav"]
    assert unmatched_rows(load_manifest(manifest(tmp_path, text)), recordings) == (
        "line 6 (d.wav)",
        "line 8 (e)",
        "line 9 (names no call)",
    )


def test_a_row_of_another_folder_belongs_to_no_recording_that_has_a_row_of_its_own(tmp_path):
    text = "file,agent_id\nmonday/x.wav,ana\ntuesday/x.wav,luis\n"
    read = load_manifest(manifest(tmp_path, text))
    assert unmatched_rows(read, [tmp_path / "monday/x.wav"]) == ("line 3 (x.wav)",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call_id,rings\nx,tres\n", 'line 2: rings is "tres"; it may be a whole number, 0 or more'),
        ("call_id,rings\nx,2\ny,-1\n", "line 3: rings is -1;"),
        ("call_id,agent_channel\nx,2\n", "agent_channel is 2;"),
        ("call_id,retained\nx,quizás\n", 'retained is "quizás"; it may be true or false'),
        ("call_id,holds\nx,[{]\n", "line 2: holds: is not valid JSON"),
        ("call_id,started_at\nx,mañana\n", "started_at is"),
        ("call_id,team\nx,a,b,c\n", "has 4 cells for 2 columns"),
        ("call_id,csat\nx,4.5/5\n", 'line 2: csat is "4.5/5"; it may be a number, 0 or more'),
        ("call_id,csat\nx,-1\n", "line 2: csat is -1.0; it may be a number, 0 or more"),
        (f"call_id,csat\nx,{'9' * 400}\n", 'line 2: csat is "999'),
        ('call_id,nps\nx,"9,5"\n', 'line 2: nps is "9,5"; it may be a whole number from 0 to 10'),
        ("call_id,nps\nx,11\n", "line 2: nps is 11; it may be a whole number from 0 to 10"),
        (f"call_id,rings\nx,{'9' * 400}\n", 'line 2: rings is "999'),
        ("call_id,rings\nx,1\nx,2\n", "is in calls.csv twice (lines 2 and 3)"),
    ],
)
def test_a_wrong_row_is_named_by_line_and_concerns_its_recording_alone(tmp_path, text, expected):
    wrong = "y.wav" if ",-1" in text and "y," in text else "x.wav"
    assert expected in refusal(lambda: row_of(tmp_path, text, wrong))
    assert row_of(tmp_path, text, "z.wav") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("team,rings\nx,1\n", "no column that names the call"),
        ("", "is empty; its first line names columns, such as file,agent_id"),
        (" \n,,\n", "is empty"),
        ("call_id,rings,Rings\nx,1,2\n", "has column rings more than once"),
    ],
)
def test_a_manifest_that_cannot_be_read_as_one_is_refused(tmp_path, text, expected):
    assert expected in refusal(lambda: load_manifest(manifest(tmp_path, text)))


def test_a_missing_manifest_is_named(tmp_path):
    with pytest.raises(MetadataError, match="cannot be read"):
        load_manifest(tmp_path / "gone.csv")
