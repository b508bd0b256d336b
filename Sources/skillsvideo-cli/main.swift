import CSkillsVideo
print(sv_version_number())
